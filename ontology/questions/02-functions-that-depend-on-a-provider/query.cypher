// The blast radius of a provider at its ultimate parent: functions by way of systems and services; payments apart.
MATCH (provider:Organization {uri: $provider})
MATCH (organization:Organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider)
WHERE all(edge IN d WHERE edge.knownThrough IS NULL)
WITH DISTINCT organization
CALL (organization) {
  MATCH (function:PublicFunction)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->(service)-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.knownThrough IS NULL AND b.knownThrough IS NULL AND c.knownThrough IS NULL
  RETURN DISTINCT 'depends' AS relation, function, via, service, null AS amount
  UNION ALL
  MATCH (organization)-[paid:PAID_BY]->(via:Project)-[a:CONCERNS_FUNCTION]->(function:PublicFunction)
  WHERE paid.knownThrough IS NULL AND a.knownThrough IS NULL AND paid.amount IS NOT NULL
  MATCH (block:PayeeBlock {uri: paid.block})
  WITH function, via, paid, coalesce(block.rank, 0) AS rank
  RETURN CASE WHEN rank = 1 THEN 'pays, direct' WHEN rank > 1 THEN 'pays, re-delegated' ELSE 'pays, way not stated' END AS relation,
    function, via, null AS service, sum(paid.amount) AS amount
}
RETURN relation, function.uri AS function, function.name AS functionName, via.uri AS via, via.name AS viaName,
  service.uri AS service, service.name AS serviceName, organization.uri AS organization, organization.name AS organizationName, amount
ORDER BY relation, functionName, viaName, serviceName, organizationName
