"""The texts that the rules of step 3 cite."""

from segur.noyau.regles import Reference

GUIDE_DUI = "Guide pas à pas du parcours de référencement (juin 2026)"
WEBINAIRE = "Webinaire éditeurs du 5 juillet 2024"
PREUVES_ATTENDUES = Reference(GUIDE_DUI, "étape 3, preuves à déposer selon les profils et la vague 1")
CHAPITRE_COMPLET = Reference(WEBINAIRE, "soumission des preuves par chapitre")
VERIFICATION = Reference(WEBINAIRE, "retours et statuts pour chaque preuve")
HERITAGE = Reference(GUIDE_DUI, "étape 1, héritage des preuves de la vague 1")
EQUIVALENCE = Reference(GUIDE_DUI, "étape 1, équivalence avec un référencement de la vague 2")
ATTESTATION = Reference(GUIDE_DUI, "étape 2, attestation sur l’honneur, cas 2 et 3")
COMPLEMENTAIRES = Reference(GUIDE_DUI, "étape 3, chapitre « Preuves complémentaires »")
VAGUE_1_HOP = Reference(WEBINAIRE, "preuves du périmètre vague 1")
PROFILS_FIGES = Reference(WEBINAIRE, "profils optionnels après la Date 2")
AUDIT_INS = Reference(WEBINAIRE, "visites et audits INS, candidats non référencés en vague 1")
