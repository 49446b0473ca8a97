// The blast radius of a provider at its ultimate parent: functions by way of systems and services; payments apart.
MATCH (provider:Resource:Organization {uri: $provider})
MATCH (organization:Organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider)
WHERE all(edge IN d WHERE edge.current)
WITH DISTINCT organization
CALL (organization) {
  MATCH (function:PublicFunction)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->(service)-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.current AND b.current AND c.current
  RETURN DISTINCT 'depends' AS relation, function, via, service, null AS amount
  UNION ALL
  MATCH (function:PublicFunction)-[p:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE p.current
  RETURN 'depends, ICT contract, ' + p.role + ', ' + p.way + CASE WHEN p.fiscalYear IS NULL THEN '' ELSE ', FY' + toString(p.fiscalYear) END AS relation, function, null AS via, null AS service, sum(coalesce(p.amount, 0)) AS amount
  UNION ALL
  MATCH (organization)-[paid:PAID_BY]->(via:Project)
  WHERE paid.current AND paid.amount IS NOT NULL AND paid.block IS NOT NULL
  WITH via, paid.way AS way, sum(paid.amount) AS amount
  MATCH (via)-[a:CONCERNS_FUNCTION]->(function:PublicFunction) WHERE a.current
  RETURN DISTINCT 'paid, ' + way AS relation, function, via, null AS service, amount
}
RETURN relation, function.uri AS function, function.name AS functionName, via.uri AS via, via.name AS viaName,
  service.uri AS service, service.name AS serviceName, organization.uri AS organization, organization.name AS organizationName, amount
ORDER BY relation, functionName, viaName, serviceName, organizationName
