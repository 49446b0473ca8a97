// What is said of a thing, or of the services that it or what it controls provides. A question's words are nobody's facts.
MATCH (thing:Resource {uri: $thing})
CALL (thing) {
  RETURN thing AS x
  UNION
  MATCH (x)-[p:DEPENDS_ON {kind: 'providedBy'}]->()-[d:DEPENDS_ON*0..6 {kind: 'controlledBy'}]->(thing)
  WHERE p.current AND all(edge IN d WHERE edge.current)
  RETURN DISTINCT x
  UNION
  MATCH (x)-[d:DEPENDS_ON*1..6 {kind: 'controlledBy'}]->(thing) WHERE all(edge IN d WHERE edge.current)
  RETURN DISTINCT x
}
WITH DISTINCT x
CALL (x) {
  MATCH (x)<-[:OBJECT]-(claim:Claim {predicate: 'names'})-[:SUBJECT]->(document:DietQuestion)
  RETURN 'asked' AS kind, claim, document, null AS point
  UNION ALL
  MATCH (x)<-[:OBJECT]-(claim:Claim {predicate: 'names'})-[:SUBJECT]->(point:AnsweredPoint)-[:PART_OF]->(document)
  RETURN 'answered' AS kind, claim, document, point
  UNION ALL
  MATCH (x)<-[:OBJECT]-(claim:Claim {predicate: 'names'})-[:SUBJECT]->(document:Speech)
  RETURN 'said' AS kind, claim, document, null AS point
  UNION ALL
  MATCH (x)<-[:OBJECT]-(:Claim {predicate: 'names'})-[:SUBJECT]->(:DietQuestion)<-[a:ANSWERS]-(document)<-[:PART_OF]-(point)
  WHERE a.current
  MATCH (claim:Claim {predicate: 'refusesToAnswer'})-[:SUBJECT]->(point)
  RETURN 'refused' AS kind, claim, document, point
  UNION ALL
  MATCH (x)<-[:OBJECT|SUBJECT]-(claim:Claim {predicate: 'observedCount'}) WHERE claim.count IS NOT NULL AND claim.unit IS NOT NULL
  RETURN 'counted' AS kind, claim, null AS document, null AS point
}
MATCH (claim)-[:DERIVED_FROM]->(evidence)-[:PART_OF]->(source:Document) WHERE claim.current
RETURN DISTINCT kind, document.uri AS document, document.name AS title, document.date AS date, point.name AS part, claim.modality AS modality,
  CASE kind WHEN 'counted' THEN claim.count END AS count, CASE kind WHEN 'counted' THEN claim.unit END AS unit,
  evidence.quote AS quote, source.url AS url
ORDER BY date, url, kind, part, quote
