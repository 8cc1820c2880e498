"""A resident asks for help, changes the time, withdraws; nothing is doubled and little is kept."""

import uuid
from datetime import date, timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services
from campaigns.kernel import phones
from campaigns.notifications import models as notification_models
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
State = models.HelpRequest.State


@pytest.fixture
def scene():
    return drive_factory.make_scene()


def test_a_request_comes_in_and_its_code_opens_it(scene):
    request = factory.ask(scene.cast.commune, apps=tuple(scene.apps.values())[:1])
    assert (request.state, request.phone) == (State.NEW, "0912345678")
    assert [app.code for app in request.apps.all()] == ["to-khai-y-te"]
    code = factory.code_of(request)
    assert len(code) == queries.HELP_CODE_LENGTH
    spoken = queries.grouped_help_code(code).lower().replace("-", " - ")
    assert queries.find_help(spoken) == request
    assert queries.find_help(code[:-1]) is None


def test_the_code_is_nowhere_in_the_database(scene):
    request = factory.ask(scene.cast.commune)
    code = factory.code_of(request)
    stored = models.HelpRequest.objects.values().get(pk=request.pk)
    assert not [name for name, value in stored.items() if code in str(value)]


def test_a_phone_is_written_in_one_way(scene):
    request = factory.ask(scene.cast.commune, phone="+84 912.345.678")
    assert request.phone == "0912345678"


def test_a_phone_that_is_none_is_refused_and_nothing_is_kept(scene):
    with pytest.raises(phones.PhoneFault):
        factory.ask(scene.cast.commune, phone="gọi anh Hùng")
    assert not models.HelpRequest.objects.exists()


def test_without_consent_nothing_is_kept(scene):
    with pytest.raises(services.HelpRefused):
        factory.ask(scene.cast.commune, has_consented=False)
    assert not models.HelpRequest.objects.exists()


def test_the_same_form_twice_is_one_request(scene):
    draft = factory.draft(scene.cast.commune)
    first = services.ask_for_help(draft=draft, by=factory.FORM, at=NOW)
    events = audit_models.Event.objects.count()
    again = services.ask_for_help(draft=draft, by=factory.FORM, at=NOW + timedelta(minutes=1))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.request == again.request
    assert audit_models.Event.objects.count() == events


def test_the_same_phone_in_the_same_commune_is_pointed_to_the_open_request(scene):
    factory.ask(scene.cast.commune)
    with pytest.raises(services.AlreadyAsked):
        factory.ask(scene.cast.commune, phone="+84 912 345 678")
    factory.ask(scene.cast.sibling)
    assert models.HelpRequest.objects.count() == 2


def test_once_the_first_is_over_the_same_phone_may_ask_again(scene):
    request = factory.ask(scene.cast.commune)
    services.withdraw_request(request=request, by=request, at=NOW)
    factory.ask(scene.cast.commune)
    assert models.HelpRequest.objects.open().count() == 1


def test_organisers_are_told_without_the_phone(scene):
    request = factory.ask(scene.cast.commune)
    notice = notification_models.Notice.objects.get(user=scene.organiser)
    assert notice.url == f"/desk/help/{request.pk}/"
    assert request.phone not in notice.text
    assert request.hamlet not in notice.text


def test_the_record_of_changes_holds_nothing_private(scene):
    request = factory.ask(scene.cast.commune)
    services.change_time(
        request=request, wanted_date=date(2026, 11, 20), wanted_part="MORNING", by=request, at=NOW
    )
    services.withdraw_request(request=request, by=request, at=NOW)
    events = audit_models.Event.objects.about("drives.helprequest", request.pk)
    assert {e.verb for e in events} == {
        "drives.help_asked",
        "drives.help_time_changed",
        "drives.help_withdrawn",
    }
    said = " ".join(f"{e.before}{e.after}{e.reason}{e.actor_label}" for e in events)
    assert "345678" not in said
    assert "Ma Hoa" not in said
    assert "bê tông" not in said


def test_another_time_is_told_to_whoever_sent_the_team(scene):
    request = factory.assigned(scene)
    services.change_time(
        request=request, wanted_date=date(2026, 11, 20), wanted_part="EVENING", by=request, at=NOW
    )
    request.refresh_from_db()
    assert (request.wanted_date, request.wanted_part) == (date(2026, 11, 20), "EVENING")
    notices = notification_models.Notice.objects.filter(user=scene.organiser)
    assert notices.filter(topic__contains=":time:").count() == 1


def test_withdrawing_erases_who_asked_at_once(scene):
    request = factory.accepted(scene)
    services.withdraw_request(request=request, by=request, at=NOW)
    request.refresh_from_db()
    assert (request.state, request.phone, request.hamlet, request.note) == (
        State.WITHDRAWN, "", "", "",
    )  # fmt: skip
    assert "ma hoa" not in request.folded_text
    assert request.ended_at == NOW


def test_what_is_over_changes_no_more(scene):
    request = factory.ask(scene.cast.commune)
    services.withdraw_request(request=request, by=request, at=NOW)
    with pytest.raises(services.HelpStateRefused):
        services.withdraw_request(request=request, by=request, at=NOW)
    with pytest.raises(services.HelpStateRefused):
        services.change_time(
            request=request, wanted_date=None, wanted_part="ANY", by=request, at=NOW
        )
    with pytest.raises(services.HelpStateRefused):
        services.erase_contact(request=request, by=request, at=NOW)


def test_after_the_visit_the_resident_may_erase_before_the_day(scene):
    request = factory.accepted(scene)
    with pytest.raises(services.HelpStateRefused):
        services.erase_contact(request=request, by=request, at=NOW)
    services.finish_request(request=request, by=scene.cast.volunteer, at=NOW)
    services.erase_contact(request=request, by=request, at=NOW)
    request.refresh_from_db()
    assert (request.phone, request.hamlet, request.note) == ("", "", "")
    assert request.state == State.DONE


def test_the_number_of_a_form_says_nothing_without_the_key(scene, settings):
    number = uuid.uuid4()
    code = queries.help_code_text(number)
    settings.SECRET_KEY = "another"
    assert queries.help_code_text(number) != code
