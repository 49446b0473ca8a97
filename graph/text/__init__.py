"""Japanese text: normalisation with an offset map, numerals, dates, sentences. No NLP model, no spaCy."""
