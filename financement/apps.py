from django.apps import AppConfig


class FinancementConfig(AppConfig):
    name = "financement"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; transitions register themselves when imported.
        from financement import documents, transitions  # noqa: F401

        documents.declarer()
