// By direct chains; `izon what-if` follows every path and any set of removals, and says more of each.
CALL () {
  MATCH (provider:Resource:Organization {uri: $provider})
  MATCH (organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider) WHERE all(edge IN d WHERE edge.current)
  WITH DISTINCT organization
  CALL (organization) {
    MATCH (function:PublicFunction)-[p:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE p.current
      RETURN CASE WHEN p.role = 'run' THEN 'stops' ELSE 'goes on, but nobody builds or advises' END AS outcome, function, null AS via,
      p.role + ', ' + p.way + CASE WHEN p.fiscalYear IS NULL THEN '' ELSE ', FY' + toString(p.fiscalYear) END AS contract, sum(coalesce(p.amount, 0)) AS value
    UNION ALL
    MATCH (function)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->(service)-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
    WHERE a.current AND b.current AND c.current
    RETURN DISTINCT CASE WHEN EXISTS { (via)-[e:DEPENDS_ON {kind: 'usesService'}]->(other) WHERE e.current AND other <> service }
      THEN 'unknown: a record of which system runs on which service is needed' ELSE 'stops' END AS outcome, function, via,
      null AS contract, null AS value
  }
  RETURN outcome, function, via, organization, contract, value
  UNION ALL
  MATCH (f:PublicFunction)
  WHERE f.level <> 'division'
    AND NOT EXISTS { (f)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->()-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->()
      WHERE a.current AND b.current AND c.current }
    AND NOT EXISTS { (f)-[p:DEPENDS_ON {kind: 'performedBy'}]->() WHERE p.current }
  WITH count(f) AS value
  RETURN 'not_established: functions of which no provider is known; a contract or answer that names one is needed' AS outcome,
    null AS function, null AS via, null AS organization, null AS contract, value
}
RETURN DISTINCT outcome, function.uri AS function, function.name AS functionName, via.uri AS via, via.name AS viaName,
  organization.uri AS organization, organization.name AS organizationName, contract, value
ORDER BY outcome, functionName, viaName, organizationName
