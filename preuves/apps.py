from django.apps import AppConfig


class PreuvesConfig(AppConfig):
    name = "preuves"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; transitions register themselves when imported.
        from candidatures.rappels import obligations
        from preuves import documents, rappels, transitions  # noqa: F401

        documents.declarer()
        obligations.declarer(rappels.OBLIGATIONS)
