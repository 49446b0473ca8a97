// The claims between two things with their evidence. `izon why IRI` walks the same chain and re-reads the archive.
MATCH (:Resource {uri: $subject})<-[:SUBJECT]-(claim:Claim)-[:OBJECT]->(:Resource {uri: $object})
MATCH (claim)-[:DERIVED_FROM]->(evidence:Evidence)-[:PART_OF]->(document:Document)
MATCH (evidence)-[:FOUND_IN]->(capture:Capture)
RETURN claim.uri AS claim, claim.predicate AS predicate, claim.modality AS modality, claim.confidence AS confidence,
  evidence.quote AS quote, evidence.selector AS selector, document.url AS url, capture.origin AS origin
ORDER BY predicate, confidence DESC, claim
