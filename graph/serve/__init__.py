"""What `izon serve` answers with: the SPARQL endpoint, a page for every IRI, the gallery, and archived copies."""
