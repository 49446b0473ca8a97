// Both sides stay; nobody is put right here. What was compared is counted, so that no row is no silence.
CALL () {
  MATCH (thing:Contract) WHERE thing.sourceCount IS NOT NULL
  MATCH (thing)<-[:SUBJECT]-(claim:Claim), (thing)<-[:SUBJECT]-(otherClaim:Claim)
  WHERE claim.predicate = otherClaim.predicate AND claim.predicate IN ['supplier', 'concludedOn', 'contractTitle'] AND claim.uri < otherClaim.uri
    AND claim.current AND otherClaim.current
  WITH thing, claim, otherClaim,
    CASE claim.predicate WHEN 'supplier' THEN toString(claim.amount) ELSE claim.value END AS one,
    CASE claim.predicate WHEN 'supplier' THEN toString(otherClaim.amount) ELSE otherClaim.value END AS other
  WHERE one <> other
  RETURN CASE claim.predicate WHEN 'supplier' THEN 'amount of a contract' WHEN 'concludedOn' THEN 'day of a contract' ELSE 'title of a contract' END AS kind,
    thing, one, other, claim, otherClaim, null AS value
  UNION ALL
  MATCH (claim:Claim {predicate: 'observedCount'})
  MATCH (thing)<-[:SUBJECT]-(claim)-[:OBJECT]->(service)
  MATCH (thing)<-[:SUBJECT]-(otherClaim:Claim {predicate: 'observedCount'})-[:OBJECT]->(service)
  WHERE claim.uri < otherClaim.uri AND claim.count <> otherClaim.count AND claim.unit = otherClaim.unit
    AND claim.population = otherClaim.population AND claim.validFrom = otherClaim.validFrom
    AND claim.current AND otherClaim.current
  RETURN 'count on one day' AS kind, thing, toString(claim.count) AS one, toString(otherClaim.count) AS other, claim, otherClaim, null AS value
  UNION ALL
  MATCH (otherClaim:Claim {modality: 'denied'})
  MATCH (thing)<-[:SUBJECT]-(otherClaim)-[:OBJECT]->(target) WHERE otherClaim.current
  WITH DISTINCT otherClaim, thing, target
  MATCH (thing)<-[:SUBJECT]-(claim:Claim {modality: 'asserted'})-[:OBJECT]->(target)
  WHERE claim.predicate = otherClaim.predicate AND claim.current
  RETURN 'asserted and denied' AS kind, thing, claim.predicate AS one, target.uri AS other, claim, otherClaim, null AS value
  UNION ALL
  MATCH (assertion:PublicAssertion)<-[:SUBJECT]-(claim:Claim {predicate: 'assertsAbout'})-[:OBJECT]->(thing)
  WHERE assertion.assertionStatus <> 'supported' AND claim.current
  RETURN 'asserted in public: ' + assertion.assertionStatus AS kind, thing, assertion.name AS one, assertion.sourcesSay AS other,
    claim, null AS otherClaim, null AS value
  UNION ALL
  MATCH (c:PublicAssertion)
  WITH count(c) AS value
  RETURN 'compared: assertions in public' AS kind, null AS thing, null AS one, null AS other, null AS claim, null AS otherClaim, value
  UNION ALL
  MATCH (c:Contract) WHERE c.sourceCount IS NOT NULL
  WITH count(c) AS value
  RETURN 'compared: contracts that two sources print' AS kind, null AS thing, null AS one, null AS other, null AS claim, null AS otherClaim, value
  UNION ALL
  MATCH (c:Claim {predicate: 'observedCount'}) WHERE c.current
  WITH count(c) AS value
  RETURN 'compared: counts' AS kind, null AS thing, null AS one, null AS other, null AS claim, null AS otherClaim, value
  UNION ALL
  MATCH (c:Claim {modality: 'denied'}) WHERE c.current
  WITH count(c) AS value
  RETURN 'compared: claims that deny' AS kind, null AS thing, null AS one, null AS other, null AS claim, null AS otherClaim, value
}
RETURN kind, thing.uri AS thing, thing.name AS thingName, one, other, claim.uri AS claim, otherClaim.uri AS otherClaim, value
ORDER BY kind, thingName, claim
