"""Data only: the ontology, shapes, reference data and questions. No logic lives here."""
