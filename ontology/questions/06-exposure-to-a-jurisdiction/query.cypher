// Functions by way of the providers behind them; an exposure is not a dependency, and unknown is a row of its own.
CALL () {
  MATCH (function:PublicFunction)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.current AND b.current AND c.current
  WITH DISTINCT function, via, organization
  MATCH (organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(under)-[u:UNDER_JURISDICTION]->(:Resource:Jurisdiction {uri: $jurisdiction})
  WHERE u.current AND all(edge IN d WHERE edge.current)
  RETURN DISTINCT 'service of a system' + CASE WHEN organization = under THEN ', provider under it' ELSE ', parent under it' END AS exposure,
    function, via, organization, under, null AS value
  UNION ALL
  MATCH (function:PublicFunction)-[p:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE p.current
  WITH organization, collect(DISTINCT function) AS functions
  MATCH (organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(under)-[u:UNDER_JURISDICTION]->(:Resource:Jurisdiction {uri: $jurisdiction})
  WHERE u.current AND all(edge IN d WHERE edge.current)
  WITH DISTINCT organization, under, functions
  UNWIND functions AS function
  RETURN 'ICT contract' + CASE WHEN organization = under THEN ', provider under it' ELSE ', parent under it' END AS exposure,
    function, null AS via, organization, CASE WHEN organization <> under THEN under END AS under, null AS value
  UNION ALL
  MATCH (function:PublicFunction)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.current AND b.current AND c.current
  WITH DISTINCT function, via, organization
  WHERE NOT EXISTS { MATCH (organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->()-[u:UNDER_JURISDICTION]->()
    WHERE all(edge IN d WHERE edge.current) AND u.current }
  RETURN 'unknown: no jurisdiction of the provider is stated' AS exposure, function, via, organization, null AS under, null AS value
  UNION ALL
  MATCH (f:PublicFunction)
  WHERE f.level <> 'division'
    AND NOT EXISTS { (f)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->()-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->()
      WHERE a.current AND b.current AND c.current }
    AND NOT EXISTS { (f)-[p:DEPENDS_ON {kind: 'performedBy'}]->() WHERE p.current }
  WITH count(f) AS value
  RETURN 'not_established: functions of which no provider is known; a contract or answer that names one is needed' AS exposure,
    null AS function, null AS via, null AS organization, null AS under, value
}
RETURN exposure, function.uri AS function, function.name AS functionName, via.uri AS via, via.name AS viaName,
  organization.uri AS organization, organization.name AS organizationName, under.uri AS under, under.name AS underName, value
ORDER BY exposure, functionName, viaName, organizationName
