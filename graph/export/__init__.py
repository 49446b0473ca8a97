"""What is published, in the forms that others read: RDF, tables, OCDS releases, a register of information."""
