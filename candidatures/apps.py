from django.apps import AppConfig


class CandidaturesConfig(AppConfig):
    name = "candidatures"

    def ready(self) -> None:
        # Models cannot be imported before the registry is ready; transitions register themselves when imported.
        from candidatures import documents, transitions  # noqa: F401
        from candidatures.rappels import etapes, obligations

        documents.declarer()
        obligations.declarer([etapes.DATE_1])
