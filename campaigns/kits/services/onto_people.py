"""Movements of a kit, and its forms of praise and criticism."""

from datetime import datetime
from typing import Any, ClassVar

from campaigns.conduct import models as conduct_models
from campaigns.conduct import services as conduct_services
from campaigns.directives import models as directives_models
from campaigns.drives import models as drives_models
from campaigns.drives import services as drives_services
from campaigns.kernel import actor
from campaigns.kits.services import kit, onto_units, rows, targets

# A unit is a collective in the words of the emulation law.
_UNITS = {"UNIT", "COLLECTIVE"}


class Movements(targets.Target[rows.Movement]):
    kind: ClassVar[str] = rows.Movement.KIND

    def find(self, found: kit.Kit, row: rows.Movement) -> drives_models.Movement | None:
        return drives_models.Movement.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.Movement) -> dict[str, Any]:
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "unit": onto_units.unit_by_code(found, row.unit),
            "starts_date": row.starts_on,
            "ends_date": row.ends_on,
        }

    def save(self, found: kit.Kit, row: rows.Movement, *, by: actor.Actor, at: datetime) -> None:
        campaign = directives_models.Campaign.objects.get(code=found.code)
        draft = drives_services.MovementDraft(
            campaign=campaign, code=row.code, **self.wanted(found, row)
        )
        drives_services.launch_movement(draft=draft, by=by, at=at)


# Nhắc nhở is no criticism: it is sent as a reminder, without a procedure.
_REMINDERS = frozenset({"nhac_nho_mieng", "nhac_nho_vb"})


class RecognitionForms(targets.Target[rows.RecognitionForm]):
    kind: ClassVar[str] = rows.RecognitionForm.KIND

    def find(
        self, found: kit.Kit, row: rows.RecognitionForm
    ) -> conduct_models.RecognitionForm | None:
        return conduct_models.RecognitionForm.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.RecognitionForm) -> dict[str, Any]:
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "direction": row.direction,
            "is_statutory": row.is_statutory,
            "is_reminder": row.code in _REMINDERS,
            "is_for_units": bool(_UNITS & set(row.applies_to)),
            "is_for_persons": "PERSON" in row.applies_to,
            "decided_by_vi": row.decided_by_vi,
            "decided_by_en": row.decided_by_en,
            "must_record_vi": row.must_record_vi[:400],
            "valid_to_date": row.valid_to,
            "source": row.basis[:300],
            "position": found.recognition_forms.index(row) + 1,
        }

    def save(
        self, found: kit.Kit, row: rows.RecognitionForm, *, by: actor.Actor, at: datetime
    ) -> None:
        values = self.wanted(found, row)
        conduct_services.save_recognition_form(code=row.code, values=values, by=by, at=at)
