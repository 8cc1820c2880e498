"""Certificates of volunteers: issued and revoked by the leader, taken home, checked by anybody.

The code on a paper is all that its public page asks for. It is as unguessable as a password; wrong
ones are counted by address, and a page says nothing of a certificate but what the paper says.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import builders, forms, models, queries, services
from campaigns.drives.views import help_public, scope, volunteers
from campaigns.kernel import errors

_GUESSES = "certificate"


@login_required
@require_safe
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has confirmed hours, who has a certificate of them, and which ones ended."""
    drive = scope.led_drive(request, pk)
    lines = queries.certifiable(drive)
    context = {
        "drive": drive,
        "lines": lines,
        "due": sum(line.is_due for line in lines),
        "printable": sum(line.standing is not None and line.is_known for line in lines),
        "ended": queries.ended_certificates(drive),
    }
    return http.render_page(request, "drives/certificates.html", context)


@login_required
@require_POST
def issue_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """For one member of the team, or for all who have hours to certify."""
    drive = scope.led_drive(request, pk)
    members = models.TeamMember.objects.filter(drive=drive)
    typed = request.POST.get("member", "")
    if typed:
        members = members.filter(pk=int(typed)) if typed.isdecimal() else members.none()
    try:
        issued = services.issue_certificates(
            drive=drive, members=list(members), by=http.signed_in(request), at=timezone.now()
        )
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        words = ngettext("%(num)s certificate issued.", "%(num)s certificates issued.", len(issued))
        messages.success(request, words % {"num": len(issued)})
    return redirect("drives:certificates", pk=drive.pk)


@login_required
@never_cache
@require_safe
def certificates_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """All certificates in force of the drive in one file."""
    drive = scope.led_drive(request, pk)
    return _pdf(list(drive.certificates.all()), f"chung-nhan-{drive.pk}.pdf")


@login_required
@never_cache
@require_safe
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = _led_certificate(request, pk)
    return _pdf([certificate], f"chung-nhan-{certificate.number}.pdf")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = _led_certificate(request, pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_certificate(
                certificate=certificate,
                reason=form.cleaned_data["reason"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The certificate is revoked; whoever checks it learns so."))
        return redirect("drives:certificates", pk=certificate.drive_id)
    context = {
        "certificate": certificate,
        "drive": certificate.drive,
        "name": str(certificate.member),
        "form": form,
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/revoke_certificate.html", context, status=status)


def _led_certificate(request: HttpRequest, pk: int) -> models.Certificate:
    """The certificate, if the reader leads its drive."""
    certificate = get_object_or_404(
        models.Certificate.objects.select_related("member__user"), pk=pk
    )
    certificate.drive = scope.led_drive(request, certificate.drive_id)
    return certificate


@login_required
@never_cache
@require_safe
def my_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's own certificate."""
    own = models.Certificate.objects.filter(member__user=http.signed_in(request))
    return _pdf([get_object_or_404(own, pk=pk)], "chung-nhan.pdf")


@never_cache
@require_safe
@help_public.in_language
@volunteers.of_secret
def own_certificate(request: HttpRequest, member: models.TeamMember) -> HttpResponse:
    """The certificate of whoever holds the link to their own page."""
    certificate = queries.certificate_of(member)
    if certificate is None:
        raise Http404
    response = _pdf([certificate], "chung-nhan.pdf")
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _pdf(rows: Sequence[models.Certificate], name: str) -> HttpResponse:
    """The papers; 404 where none is in force, or no name is kept to print."""
    sheets = queries.certificate_sheets(rows)
    if not sheets:
        raise Http404
    paper = builders.certificate_pdf(sheets, at=timezone.now())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_safe
@help_public.in_language
def find_certificate(request: HttpRequest) -> HttpResponse:
    """Where the code on a paper is typed in."""
    code = queries.plain_certificate_code(request.GET.get("ma", "")[:60])
    if code:
        return redirect(volunteers.address("certificate", code=code))
    return _check(request, status=200)


@never_cache
@require_safe
@help_public.in_language
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a paper is genuine: in force, replaced, revoked, or none of ours."""
    if http.has_guessed_too_often(request, _GUESSES):
        fault = _("Too many wrong codes came from here. Wait ten minutes, then try again.")
        return _check(request, fault=fault, status=429)
    found = queries.find_certificate(code)
    if found is None:
        http.note_guess(request, _GUESSES)
        fault = _(
            "No certificate has this code. Look at it again, letter by letter; if it is right, the"
            " paper is not ours."
        )
        return _check(request, fault=fault, status=404)
    is_english = translation.get_language() == "en"
    context = {
        "proof": queries.proof_of(found, is_english=is_english),
        "code": queries.certificate_code(found),
        "grouped_code": queries.grouped_certificate_code(queries.certificate_code(found)),
    }
    return help_public.render_secret(request, "volunteers/certificate.html", context)


def _check(request: HttpRequest, *, fault: str = "", status: int) -> HttpResponse:
    context = {"fault": fault}
    return help_public.render_secret(
        request, "volunteers/find_certificate.html", context, status=status
    )
