// Nothing is inferred here: each row is what a record prints, a row of the reference data states or a person asserts in public.
MATCH (thing:Resource {uri: $thing})
CALL (thing) {
  UNWIND [
    ['amount', toString(thing.amount)], ['answeredOn', toString(thing.answeredOn)], ['asOf', toString(thing.asOf)],
    ['assertedBy', toString(thing.assertedBy)], ['assertedFor', toString(thing.assertedFor)], ['assertionStatus', toString(thing.assertionStatus)],
    ['blockRole', toString(thing.blockRole)], ['bureau', toString(thing.bureau)], ['certainty', toString(thing.certainty)],
    ['cofog', toString(thing.cofog)], ['confidence', toString(thing.confidence)], ['corporateNumber', toString(thing.corporateNumber)],
    ['count', toString(thing.count)], ['currency', toString(thing.currency)], ['date', toString(thing.date)],
    ['extractor', toString(thing.extractor)], ['financing', toString(thing.financing)], ['fiscalYear', toString(thing.fiscalYear)],
    ['letter', toString(thing.letter)], ['level', toString(thing.level)], ['number', toString(thing.number)],
    ['onCycle', toString(thing.onCycle)], ['ordinal', toString(thing.ordinal)], ['organizationKind', toString(thing.organizationKind)],
    ['origin', toString(thing.origin)], ['payeeCount', toString(thing.payeeCount)], ['payloadDigest', toString(thing.payloadDigest)],
    ['payloadLength', toString(thing.payloadLength)], ['person', toString(thing.person)], ['personalData', toString(thing.personalData)],
    ['population', toString(thing.population)], ['position', toString(thing.position)], ['productCategory', toString(thing.productCategory)],
    ['progressState', toString(thing.progressState)], ['projectNumber', toString(thing.projectNumber)], ['rank', toString(thing.rank)],
    ['recordKey', toString(thing.recordKey)], ['reference', toString(thing.reference)], ['resolutionStatus', toString(CASE WHEN thing:Organization OR thing:InformationSystem OR thing:CloudService THEN thing.status END)],
    ['serviceKind', toString(thing.serviceKind)], ['serviceTypes', toString(thing.serviceTypes)], ['session', toString(thing.session)],
    ['share', toString(thing.share)], ['sheetYear', toString(thing.sheetYear)], ['source', toString(thing.source)],
    ['sourceCount', toString(thing.sourceCount)], ['sourcesSay', toString(thing.sourcesSay)], ['stage', toString(thing.stage)],
    ['statedIn', toString(thing.statedIn)], ['status', toString(CASE WHEN thing:Capture THEN thing.status END)], ['topic', toString(thing.topic)],
    ['unit', toString(thing.unit)], ['url', toString(thing.url)], ['validPrecision', toString(thing.validPrecision)],
    ['warcFile', toString(thing.warcFile)], ['warcOffset', toString(thing.warcOffset)], ['withdrawnOn', toString(thing.withdrawnOn)]
  ] AS pair
  WITH pair WHERE pair[1] IS NOT NULL
  RETURN 'printed' AS kind, pair[0] AS property, pair[1] AS value, null AS other, null AS by, null AS status, null AS row, null AS claim
  UNION ALL
  MATCH (thing)<-[:SUBJECT]-(claim:Claim {modality: 'asserted'})
  WHERE claim.knownThrough IS NULL AND claim.predicate IN [
    'awardRate', 'bidderCount', 'competentBody', 'concludedOn', 'contractTitle', 'controlledBy',
    'estimatedPrice', 'executedAmount', 'formerName', 'governmentCloudStatus', 'hasBlock', 'indirectCost',
    'ismapListed', 'legalBasis', 'mergedInto', 'negotiatedReason', 'operatedFor', 'otherPayees',
    'partOwnedBy', 'personalData', 'personalDataBasis', 'procurementMethod', 'providedBy', 'reemployedOfficials',
    'refusesToAnswer', 'reportedBy', 'role', 'subordinateTo', 'ultimateParent', 'underJurisdiction'
  ]
  OPTIONAL MATCH (claim)-[:OBJECT]->(other)
  OPTIONAL MATCH (thing)<-[:DESCRIBES]-(row:ReferenceRow {recordKey: claim.recordKey})
  RETURN 'claimed' AS kind, claim.predicate AS property, claim.value AS value, other, null AS by, null AS status, row, claim
  UNION ALL
  MATCH (thing)<-[:OBJECT]-(claim:Claim {predicate: 'assertsAbout'})-[:SUBJECT]->(other)<-[:DESCRIBES]-(row)
  WHERE claim.knownThrough IS NULL
  RETURN 'asserted in public' AS kind, claim.predicate AS property, other.sourcesSay AS value, other, other.assertedBy AS by,
    other.assertionStatus AS status, row, claim
  UNION ALL
  MATCH (thing)-[likeness:POSSIBLY_SAME_AS]-(other)
  RETURN 'may be the same' AS kind, 'possiblySameAs' AS property, likeness.because AS value, other, null AS by,
    toString(likeness.score) AS status, null AS row, null AS claim
  UNION ALL
  MATCH (thing)-[:HAS_CAPTURE]->(other)
  RETURN 'held' AS kind, 'hasCapture' AS property, null AS value, other, null AS by, null AS status, null AS row, null AS claim
}
RETURN DISTINCT kind, property, value, other.uri AS other, other.name AS otherName, by, status, toString(claim.validFrom) AS validFrom,
  toString(claim.validThrough) AS validThrough, row.statedIn AS statedIn, row.asOf AS asOf, row.certainty AS certainty, claim.uri AS claim
ORDER BY kind, property, value, other, claim
