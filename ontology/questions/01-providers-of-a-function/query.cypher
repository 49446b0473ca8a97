// Providers behind the systems and services of a function, who controls them, and (apart) who is paid under its projects.
MATCH (f:Resource:PublicFunction {uri: $function})
CALL (f) {
  MATCH (f)-[a:DEPENDS_ON {kind: 'supportedBySystem'}]->(via)-[b:DEPENDS_ON {kind: 'usesService'}]->(service)-[c:DEPENDS_ON {kind: 'providedBy'}]->(provider)
  WHERE a.current AND b.current AND c.current
  MATCH (provider)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(organization)
  WHERE all(edge IN d WHERE edge.current)
  RETURN DISTINCT CASE WHEN organization = provider THEN 'provider' ELSE 'controls the provider' END AS relation,
    organization, via, service, null AS amount
  UNION ALL
  MATCH (f)-[p:DEPENDS_ON {kind: 'performedBy'}]->(organization) WHERE p.current
  RETURN 'ICT contract, ' + p.role + ', ' + p.way + CASE WHEN p.fiscalYear IS NULL THEN '' ELSE ', FY' + toString(p.fiscalYear) END AS relation, organization, null AS via, null AS service, sum(coalesce(p.amount, 0)) AS amount
  UNION ALL
  MATCH (f)<-[a:CONCERNS_FUNCTION]-(via:Project) WHERE a.current
  WITH DISTINCT via
  MATCH (via)<-[paid:PAID_BY]-(organization) WHERE paid.current AND paid.amount IS NOT NULL AND paid.block IS NOT NULL
  RETURN 'payee, ' + paid.way AS relation, organization, via, null AS service, sum(paid.amount) AS amount
}
RETURN relation, organization.uri AS organization, organization.name AS organizationName, via.uri AS via, via.name AS viaName,
  service.uri AS service, service.name AS serviceName, amount
ORDER BY relation DESC, amount DESC, organizationName, serviceName
