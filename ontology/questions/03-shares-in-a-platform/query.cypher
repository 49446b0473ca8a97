// Two figures that must never be mixed: systems counted by a source, and yen paid directly, block by block, to the
// providers of the platform's services and to what shares an ultimate parent with them. Re-delegated money is left out.
MATCH (platform:Resource:InformationSystem {uri: $platform})
CALL (platform) {
  MATCH (platform)-[counted:OBSERVED_COUNT]->(:CloudService) WHERE counted.current AND counted.validFrom IS NOT NULL
  WITH platform, counted.validFrom AS day, counted.unit AS unit, counted.population AS population, sum(counted.count) AS total
  MATCH (platform)-[one:OBSERVED_COUNT {unit: unit, population: population, validFrom: day}]->(of:CloudService) WHERE one.current
  MATCH (of)-[p:DEPENDS_ON {kind: 'providedBy'}]->(offering) WHERE p.current
  MATCH (offering)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider)
  WHERE all(edge IN d WHERE edge.current)
    AND NOT EXISTS { (provider)-[h:DEPENDS_ON {kind: 'controlledBy'}]->() WHERE h.current }
  RETURN DISTINCT unit, toString(day) AS period, provider, offering AS payee, of, of.name AS ofName, one.count AS value, total
  UNION ALL
  MATCH (platform)-[u:DEPENDS_ON {kind: 'usesService'}]->()-[p:DEPENDS_ON {kind: 'providedBy'}]->(offering)
  WHERE u.current AND p.current
  MATCH (offering)-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider)
  WHERE all(edge IN d WHERE edge.current)
    AND NOT EXISTS { (provider)-[h:DEPENDS_ON {kind: 'controlledBy'}]->() WHERE h.current }
  WITH DISTINCT platform, provider
  MATCH (platform)<-[n:NAMES]-(project:Project {sheetYear: $sheetYear})-[direct:PAYS_DIRECTLY]->(of:PayeeBlock)
  WHERE n.current AND direct.current
  WITH DISTINCT provider, project, of
  MATCH (payee:Organization)-[paid:PAID_BY {block: of.uri}]->(project) WHERE paid.current AND paid.amount IS NOT NULL
  MATCH (payee)-[e:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(provider) WHERE all(edge IN e WHERE edge.current)
  WITH DISTINCT provider, payee, project, of, paid
  WITH provider, payee, project, of, sum(paid.amount) AS value
  CALL (project, of) {
    MATCH ()-[all:PAID_BY {block: of.uri}]->(project) WHERE all.current RETURN sum(all.amount) AS named
  }
  CALL (of) {
    OPTIONAL MATCH (rest:Claim {predicate: 'otherPayees'})-[:SUBJECT]->(of) WHERE rest.current
    RETURN coalesce(sum(rest.amount), 0) AS unnamed
  }
  RETURN 'JPY' AS unit, 'FY' + toString(project.sheetYear - 1) AS period, provider, payee, of, of.blockRole AS ofName, value,
    named + unnamed AS total
}
RETURN unit, period, provider.uri AS provider, provider.name AS providerName, payee.uri AS payee, payee.name AS payeeName,
  of.uri AS of, ofName, value, total, round(1000.0 * value / total) / 10 AS share
ORDER BY unit, period, value DESC, providerName
