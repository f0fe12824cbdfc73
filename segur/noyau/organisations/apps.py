from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """No table of its own: who belongs where is stored by `comptes`, which may not know transitions nor messages."""

    name = "segur.noyau.organisations"
    label = "organisations"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; transitions register themselves when imported.
        from segur.noyau.organisations import transitions  # noqa: F401
