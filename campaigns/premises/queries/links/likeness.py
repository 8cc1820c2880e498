"""Which of our codes a claimed one resembles: what a forger who mistypes, or a slip, leaves."""

from campaigns.kernel import codes


def near_codes(claimed: str) -> set[str]:
    """Codes one slip away: a letter changed, left out or put in, or two neighbours exchanged."""
    splits = [(claimed[:at], claimed[at:]) for at in range(len(claimed) + 1)]
    return (
        {a + letter + b[1:] for a, b in splits if b for letter in codes.ALPHABET}
        | {a + b[1:] for a, b in splits if b}
        | {a + letter + b for a, b in splits for letter in codes.ALPHABET}
        | {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    ) - {claimed}
