"""What public money is for: functions and IT of projects, ICT service types of contracts, whose it is, who finances.

Read from what a source prints, by rules and term lists that are data (``data/``). What the input does not bring is not
guessed. ``docs/classification.md`` says how, and what was measured.
"""

from __future__ import annotations

from graph.classify.classifier import VERSION, Classifier
from graph.classify.model import NO_ICT, ContractClass, Finding, ProjectClass, Subject

__all__ = ["NO_ICT", "VERSION", "Classifier", "ContractClass", "Finding", "ProjectClass", "Subject"]
