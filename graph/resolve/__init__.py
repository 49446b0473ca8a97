"""Names → organisations, systems, services, functions: a versioned map, apart from the claims."""
