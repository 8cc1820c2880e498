"""Whatever bytes a kit is made of, reading it ends in a kit or in faults."""

import contextlib
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.kits.services import faulting, reading
from tests.kits import small_kit

INSERTS = [
    b"", b"\x00", b"\xff", b"\xe1", b"\n", b"\r", b'"', b"'", b",", b"|", b":", b": ", b"- ", b"---\n",
    b"[", b"{", b"}", b"*a", b"&a ", b"!!binary ", b"!x ", b"%YAML 9.9\n", b"\t", b"\xc2\x85", b"<<: ",
    b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"..", b"/", b"@58", b"kind:", b"1e999", b"-0", b"9" * 400,
    b"~", b"null", b"\\uD800", b'"\\uD800"', b"? ", b"> ", b"#", b"2021-13-01", b"\xf4\x90\x80\x80",
]  # fmt: skip


@pytest.fixture(scope="module")
def kit_folder(tmp_path_factory):
    return small_kit.write(tmp_path_factory.mktemp("mutated"))


@pytest.mark.slow
@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.sampled_from(sorted(small_kit.FILES)),
    start=st.floats(0, 1),
    length=st.integers(0, 12),
    insert=st.one_of(st.sampled_from(INSERTS), st.binary(max_size=6)),
)
def test_any_mutation_gives_a_kit_or_faults(kit_folder, name, start, length, insert):
    shutil.rmtree(kit_folder)
    small_kit.write(kit_folder.parent)
    path = kit_folder / name
    data = path.read_bytes()
    at = int(start * len(data))
    path.write_bytes(data[:at] + insert + data[at + length :])
    with contextlib.suppress(faulting.KitFaulty):
        found = reading.read_kit(kit_folder)
        assert [row.digest() for row in found.all_rows()]
