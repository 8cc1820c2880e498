"""Spoken forms that editors keep: what is refused, who changed them, where they are in use."""

import unicodedata
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.audit import models as audit_models
from cms import models, queries, services
from cms.queries import spoken
from tests.factories import cms as factory
from tests.factories.cast import NOW, SYSTEM


def save(written, read, at=NOW, entry=None, **values):
    draft = services.LexiconDraft(written, read, **values)
    return services.save_lexicon_entry(draft=draft, entry=entry, by=SYSTEM, at=at)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", "Sở Y tế"),
        ("SYT", ""),
        ("SYT", "  "),
        ("SYT", "…"),
        ("F0", "ép 0"),
        ("100%", "trăm phần trăm"),
        ("6/6/2021", "hôm ấy"),
        ("17h30", "năm rưỡi chiều"),
        ("5 kg", "năm cân"),
    ],
)
def test_form_that_says_nothing_or_clashes_with_a_rule_is_refused(db, written, read):
    with pytest.raises(services.EntryRefused):
        save(written, read)
    assert not models.LexiconEntry.objects.exists()


@pytest.mark.parametrize("written", ["5K", "F0", "COVID-19", "H5N1"])
def test_form_with_figures_that_no_rule_reads_is_kept(db, written):
    assert save(written, "đọc như vầy").written == written


def test_form_is_kept_in_composed_letters_and_single_spaces(db):
    entry = save(unicodedata.normalize("NFD", " UBND  tỉnh "), "Ủy ban nhân dân   tỉnh")
    assert (entry.written, entry.spoken) == ("UBND tỉnh", "Ủy ban nhân dân tỉnh")


def test_same_letters_in_decomposed_form_are_the_same_entry(db):
    first = save("Raglai Tà Nôi", "Ra glai Tà Nôi")
    assert save(unicodedata.normalize("NFD", "Raglai Tà Nôi"), "Ra lai").pk == first.pk


def test_capitals_tell_two_forms_apart_only_if_both_heed_them(db):
    save("TTR", "tờ trình")
    save("TTr", "tê tê e rờ")
    with pytest.raises(services.EntryTaken):
        save("ttr", "tê tê", is_case_sensitive=False)
    save("Covid-19", "cô vít", is_case_sensitive=False)
    with pytest.raises(services.EntryTaken):
        save("COVID-19", "cô vít mười chín")
    save("COVID-19", "cô-vít nai-tin", language="en")


def test_other_entry_cannot_be_renamed_to_one_that_is_there(db):
    save("SYT", "Sở Y tế")
    other = save("STC", "Sở Tài chính")
    with pytest.raises(services.EntryTaken):
        save("SYT", "Sở Tài chính", entry=other)


def test_part_of_a_symbol_is_read_in_symbols_only(db):
    save("TT", "tê tê", kind=models.LexiconKind.DOCUMENT)
    save("BTTTT", "Bộ Thông tin và Truyền thông")
    lexicon = queries.lexicon_of("vi")
    said = spoken.speak("TT Tỉnh ủy theo Thông tư 39/2020/TT-BTTTT", lexicon)
    assert said.unknown == ("TT",)
    assert said.text.endswith("gạch chéo tê tê bê tê tê tê tê")


def test_form_that_does_not_heed_capitals_is_found_in_any(db):
    save("COVID-19", "cô vít mười chín", is_case_sensitive=False)
    said = spoken.speak("Covid-19, COVID-19", queries.lexicon_of("vi"))
    assert said.text == "cô vít mười chín, cô vít mười chín"


def test_changes_are_on_record_with_what_was_before(db):
    save("SYT", "Sở Y tế")
    entry = save("SYT", "Sở y tế tỉnh", at=NOW + timedelta(hours=1))
    services.delete_lexicon_entry(entry=entry, by=SYSTEM, at=NOW + timedelta(hours=2))
    verbs = audit_models.Event.objects.filter(verb__startswith="cms.spoken_form").order_by("pk")
    assert [e.before.get("spoken") for e in verbs] == [None, "Sở Y tế", "Sở y tế tỉnh"]


def test_use_names_texts_scripts_and_changes(room, piece):
    factory.publish(room, piece)
    use = queries.use_of(models.LexiconEntry.objects.get(written="UBND"))
    assert [cut.medium for cut in use.renditions] == ["RADIO"]
    assert (use.rendition_count, use.script_count, len(use.changes)) == (1, 1, 1)


def test_list_can_be_searched_filtered_and_tells_who_changed_it(
    room, django_assert_max_num_queries
):
    for number in range(20):
        save(f"ABC{chr(65 + number)}", "thử", kind=models.LexiconKind.NAME)
    client = factory.signed_in(room.editor)
    url = reverse("lexicon:index")
    client.get(url)
    with django_assert_max_num_queries(25):
        html = client.get(url).content.decode()
    assert SYSTEM.actor_label in html
    found = client.get(url, {"q": "UBND"}).content.decode()
    assert "Ủy ban nhân dân" in found
    assert "ABCA" not in found
    assert "UBND" not in client.get(url, {"kind": "NAME"}).content.decode().split("<main", 1)[1]


def test_add_form_is_prefilled_and_leads_back_to_the_preview(room, piece):
    client = factory.signed_in(room.editor)
    back = reverse("newsroom:review", args=[piece.pk])
    query = {"written": "SYT", "language": "vi", "next": back}
    html = client.get(reverse("lexicon:add"), query).content.decode()
    assert 'value="SYT"' in html
    url = reverse("lexicon:add") + f"?next={back}"
    assert url.replace("/", "%2F") or url in html
    data = {"written": "SYT", "spoken": "Sở Y tế", "language": "vi", "kind": "ABBREVIATION"}
    assert client.post(url, data).headers["Location"] == back


@pytest.mark.parametrize("target", ["https://evil.example/cms/", "//evil.example", "/desk/"])
def test_add_form_leads_nowhere_else(room, target):
    data = {"written": "SYT", "spoken": "Sở Y tế", "language": "vi", "kind": "ABBREVIATION"}
    answer = factory.signed_in(room.editor).post(f"{reverse('lexicon:add')}?next={target}", data)
    assert answer.headers["Location"] == reverse("lexicon:index")


def test_refusal_is_shown_at_the_form_with_what_was_typed(room):
    data = {"written": "100%", "spoken": "trăm phần trăm", "language": "vi", "kind": "SYMBOL"}
    answer = factory.signed_in(room.editor).post(reverse("lexicon:add"), data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "một trăm phần trăm" in html
    assert "trăm phần trăm" in html
    assert not models.LexiconEntry.objects.filter(written="100%").exists()


def test_edit_form_shows_where_the_form_is_in_use(room, piece):
    factory.publish(room, piece)
    entry = models.LexiconEntry.objects.get(written="UBND")
    html = factory.signed_in(room.editor).get(reverse("lexicon:edit", args=[entry.pk]))
    assert piece.title in html.content.decode()
