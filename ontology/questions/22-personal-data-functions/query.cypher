// Functions whose systems keep data on identified natural persons. That a provider stands here does not show that it sees the data.
MATCH (function:PublicFunction {personalData: 'yes'})
CALL (function) {
  MATCH (function)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.current AND b.current AND c.current
  RETURN DISTINCT 'provider of a service of its system' AS handling, via, organization, null AS role
  UNION ALL
  MATCH (function)-[p:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE p.current
  RETURN DISTINCT 'supplier of an ICT contract' AS handling, null AS via, organization, p.role AS role
  UNION ALL
  WITH function
  WHERE NOT EXISTS { (function)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->()-[b:DEPENDS_ON {kind: 'usesService'}]->()-[c:DEPENDS_ON {kind: 'providedBy'}]->()
      WHERE a.current AND b.current AND c.current }
    AND NOT EXISTS { (function)-[p:DEPENDS_ON {kind: 'performedBy'}]->() WHERE p.current }
  RETURN 'not_established: a contract or answer that names who runs the system of this function' AS handling, null AS via, null AS organization, null AS role
}
RETURN handling, function.uri AS function, function.name AS functionName, via.uri AS via, via.name AS viaName,
  organization.uri AS organization, organization.name AS organizationName, role
ORDER BY handling, functionName, organizationName
