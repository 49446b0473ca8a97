"""The command `izon`: the commands by what they are for. Its contract is `docs/command-line.md`.

A command's module is imported when it is asked for: what one needs (Scrapy, spaCy, servers) takes seconds to import.
"""

from __future__ import annotations

import importlib

import click

# Command → module and attribute.
_COMMANDS = {
    "run": "making:run",
    "crawl": "making:crawl",
    "build": "making:build",
    "load": "making:load",
    "ask": "answers:ask",
    "query": "answers:query",
    "why": "answers:why_command",
    "check": "answers:check",
    "status": "status:status_command",
    "archive": "archive:archive",
    "neo4j": "server:neo4j_group",
    "schedule": "scheduling:schedule",
    "resolve": "resolving:resolve",
    "reference": "resolving:reference",
    "extract": "extracting:extract",
    "classify": "classifying:classify",
    "what-if": "what_if:what_if",
    "diff": "what_if:diff",
    "night": "kept:night_command",
    "changes": "kept:changes",
    "rollback": "kept:rollback",
    "redact": "redacting:redact_command",
    "serve": "serving:serve",
    "export": "exporting:export",
    "up": "together:up",
    "down": "together:down",
}


class Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """The names of all commands, sorted."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        """The command of that name, ``None`` where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(f"graph.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="izon-graph", prog_name="izon")
def main() -> None:
    """Izon (依存): which public functions depend on which providers, with the evidence."""
