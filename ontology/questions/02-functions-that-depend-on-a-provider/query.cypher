// The blast radius of a provider at its ultimate parent: functions by way of systems and services; payments apart.
MATCH (provider:Organization {uri: $provider})
MATCH (organization:Organization)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider)
WHERE all(edge IN d WHERE edge.current)
WITH DISTINCT organization
CALL (organization) {
  MATCH (function:PublicFunction)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->(service)-[c:DEPENDS_ON {kind: 'providedBy'}]->(organization)
  WHERE a.current AND b.current AND c.current
  RETURN DISTINCT 'depends' AS relation, function, via, service, null AS amount
  UNION ALL
  MATCH (function:PublicFunction)-[p:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE p.current
  OPTIONAL MATCH (block:PayeeBlock {uri: p.block})
  RETURN 'depends, ICT contract, ' + p.role + ', ' + CASE WHEN p.block IS NULL THEN 'single contract' WHEN coalesce(block.rank, 0) = 1 THEN 'direct' WHEN coalesce(block.rank, 0) > 1 THEN 're-delegated' ELSE 'way not stated' END + CASE WHEN p.fiscalYear IS NULL THEN '' ELSE ', FY' + toString(p.fiscalYear) END AS relation, function, null AS via, null AS service, sum(coalesce(p.amount, 0)) AS amount
  UNION ALL
  MATCH (organization)-[paid:PAID_BY]->(via:Project)-[a:CONCERNS_FUNCTION]->(function:PublicFunction)
  WHERE paid.current AND a.current AND paid.amount IS NOT NULL
  MATCH (block:PayeeBlock {uri: paid.block})
  WITH function, via, paid, coalesce(block.rank, 0) AS rank
  RETURN CASE WHEN rank = 1 THEN 'paid, direct' WHEN rank > 1 THEN 'paid, re-delegated' ELSE 'paid, way not stated' END AS relation,
    function, via, null AS service, sum(paid.amount) AS amount
}
RETURN relation, function.uri AS function, function.name AS functionName, via.uri AS via, via.name AS viaName,
  service.uri AS service, service.name AS serviceName, organization.uri AS organization, organization.name AS organizationName, amount
ORDER BY relation, functionName, viaName, serviceName, organizationName
