"""Text → mentions, observations and modality: spaCy components over SudachiPy tokens, rules and reference data."""
