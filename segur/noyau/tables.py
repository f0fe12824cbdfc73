"""All the tables of an application in one operation of migration.

Django renders again every related model after each CreateModel, AddField or AddConstraint: with our models most of the
time of a migration goes there. A squash knows its final state at once; its tables are made from that one.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreerLesTables(Operation):
    """The CreateModel given, each after those it points to."""

    def __init__(self, modeles: Sequence[CreateModel]) -> None:
        self.modeles = modeles

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [list(self.modeles)], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # what was rendered: it is again, once, when the tables are made
        for modele in self.modeles:
            modele.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for modele in self.modeles:
            modele.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for modele in reversed(self.modeles):
            modele.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        return any(modele.references_model(name, app_label) for modele in self.modeles)

    def describe(self) -> str:
        return f"Create {len(self.modeles)} models"
