"""A figure with everything that is needed to defend it later."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date

from campaigns.kernel import codes


@dataclass(frozen=True)
class Figure:
    """A number as it was when it was shown or frozen.

    `key` names the query, `version` its rule; `value` is in `unit_label`; `numerator` and
    `denominator` are None for plain counts; `rows_url` opens the rows that were counted.
    """

    key: str
    label: str
    value: str
    unit_label: str
    from_date: date
    to_date: date
    rows_count: int
    rows_url: str
    version: int = 1
    numerator: int | None = None
    denominator: int | None = None

    def as_data(self) -> dict[str, object]:
        """The figure as JSON-able values; dates in ISO 8601."""
        data = asdict(self)
        data["from_date"] = self.from_date.isoformat()
        data["to_date"] = self.to_date.isoformat()
        return data

    def sha256(self) -> str:
        """Digest of the canonical JSON, by which frozen evidence proves that it is unchanged."""
        return hashlib.sha256(codes.canonical_json(self.as_data())).hexdigest()
