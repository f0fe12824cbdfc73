"""Each message sent before had a mail of its own, and was read there. Those that wait get theirs from the sweep."""

import unicodedata

from django.db import migrations


def deplacer(apps, schema_editor):
    Courriel = apps.get_model("messagerie", "Courriel")
    Notification = apps.get_model("messagerie", "Notification")
    for notification in Notification.objects.exclude(envoyee_le=None).iterator():
        texte = unicodedata.normalize("NFKD", f"{notification.adresse} {notification.sujet}".casefold())
        notification.courriel = Courriel.objects.create(
            genre="seul",
            statut="envoye",
            destinataire_id=notification.destinataire_id,
            adresse=notification.adresse,
            sujet=notification.sujet,
            cree_le=notification.creee_le,
            part_le=notification.creee_le,
            essais=notification.essais,
            envoye_le=notification.envoyee_le,
            recherche=" ".join("".join(c for c in texte if not unicodedata.combining(c)).split()),
        )
        notification.lue_le = notification.envoyee_le
        notification.save(update_fields=["courriel", "lue_le"])
    seules = Notification.objects.filter(courriel=None)
    avec_pieces = Notification.pieces.through.objects.values("notification")
    for choix in ({"lien_ephemere": True}, {"pk__in": avec_pieces}):
        seules.filter(**choix).update(seule=True)


def replacer(apps, schema_editor):
    """Sent is sent. What had been recalled, refused for good or not wanted must not leave again: it is marked too."""
    Notification = apps.get_model("messagerie", "Notification")
    Courriel = apps.get_model("messagerie", "Courriel")
    for courriel in Courriel.objects.exclude(statut="en_attente").iterator():
        instant = courriel.envoye_le or courriel.part_le
        courriel.notifications.update(
            envoyee_le=instant, essais=courriel.essais, derniere_erreur=courriel.derniere_erreur
        )
    for notification in Notification.objects.filter(rythme="aucun").iterator():
        notification.envoyee_le = notification.creee_le
        notification.save(update_fields=["envoyee_le"])
    Notification.objects.update(courriel=None)


class Migration(migrations.Migration):
    dependencies = [
        ("messagerie", "0004_courriels"),
    ]

    operations = [migrations.RunPython(deplacer, replacer)]
