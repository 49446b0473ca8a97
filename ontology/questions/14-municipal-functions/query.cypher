// What is established of each of the 20 functions, and beside it what no source says.
MATCH (function:PublicFunction {level: 'municipal'})
CALL (function) {
  MATCH (function)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via) WHERE a.current
  RETURN DISTINCT 'system' AS kind, via, null AS organization
  UNION ALL
  MATCH (function)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->()-[b:DEPENDS_ON {kind: 'usesService'}]->(via)-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.current AND b.current AND c.current
  RETURN DISTINCT 'cloud' AS kind, via, organization
  UNION ALL
  MATCH (function)-[a:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE a.current
  RETURN DISTINCT 'ICT contract' AS kind, null AS via, organization
  UNION ALL
  RETURN 'not_established: which system and cloud each municipality runs it on, and whether it has moved; a record per municipality is needed' AS kind, null AS via, null AS organization
}
RETURN function.uri AS function, function.name AS functionName, kind, via.uri AS via, via.name AS viaName,
  organization.uri AS organization, organization.name AS organizationName
ORDER BY functionName, kind, viaName, organizationName
