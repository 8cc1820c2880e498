from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from campaigns.drives import views

app_name = "drives"
urlpatterns = [
    path("", views.drive_list, name="drive_list"),
    path("calendar/", views.drive_calendar, name="drive_calendar"),
    path("map/", views.drive_map, name="drive_map"),
    path("movements/", views.movement_list, name="movement_list"),
    path("movements/open/", views.open_movement, name="open_movement"),
    path("movements/<int:pk>/", views.movement_detail, name="movement_detail"),
    path("movements/<int:pk>/edit/", views.edit_movement, name="edit_movement"),
    path("movements/<int:pk>/results/", views.movement_results, name="movement_results"),
    path("places/<int:pk>/results/", views.place_results, name="place_results"),
    path("acts/", views.acts, name="acts"),
    path("visits/", views.visits, name="visits"),
    path("open/", views.open_drive, name="open_drive"),
    path("entries/", views.entries, name="entries"),
    path("entries/<int:pk>/withdraw/", views.withdraw_entry, name="withdraw_entry"),
    path("my-shifts/", views.my_shifts, name="my_shifts"),
    path("my-shifts/<int:pk>/cancel/", views.cancel_own, name="cancel_own"),
    path("my-shifts/<int:pk>/hours/", views.declare_own, name="declare_own"),
    path("shifts/<int:pk>/", views.shift_detail, name="shift_detail"),
    path("shifts/<int:pk>/edit/", views.edit_shift, name="edit_shift"),
    path("shifts/<int:pk>/remove/", views.remove_shift, name="remove_shift"),
    path("shifts/<int:pk>/attendance/", views.attendance, name="attendance"),
    path("shifts/<int:pk>/attendance/undo/", views.undo_attendance, name="undo_attendance"),
    path("shifts/<int:pk>/attendance/paper/", views.attendance_paper, name="attendance_paper"),
    path("shifts/<int:pk>/helpers/", views.add_helper, name="add_helper"),
    path("shifts/<int:pk>/sign-up/", views.sign_up, name="sign_up"),
    path("sign-ups/<int:pk>/cancel/", views.cancel_sign_up, name="cancel_sign_up"),
    path("sign-ups/<int:pk>/restore/", views.restore_sign_up, name="restore_sign_up"),
    path("hours/<int:pk>/correct/", views.correct_hours, name="correct_hours"),
    path("certificates/<int:pk>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<int:pk>/revoke/", views.revoke_certificate, name="revoke_certificate"),
    path("my-shifts/certificates/<int:pk>/", views.my_certificate, name="my_certificate"),
    path("<int:pk>/hours/", views.hours, name="hours"),
    path("<int:pk>/certificates/", views.certificates, name="certificates"),
    path("<int:pk>/certificates/issue/", views.issue_certificates, name="issue_certificates"),
    path("<int:pk>/certificates/pdf/", views.certificates_pdf, name="certificates_pdf"),
    path("<int:pk>/team/", views.team, name="team"),
    path("<int:pk>/team/message/", views.message_team, name="message_team"),
    path("entries/<int:pk>/confirm/", views.confirm_entry, name="confirm_entry"),
    path("entries/<int:pk>/reject/", views.reject_entry, name="reject_entry"),
    path("entries/<int:pk>/photo/", views.entry_photo, name="entry_photo"),
    path("<int:pk>/", views.drive_detail, name="drive_detail"),
    path("<int:pk>/results/", views.drive_results, name="drive_results"),
    path("<int:pk>/edit/", views.edit_drive, name="edit_drive"),
    path("<int:pk>/copy/", views.copy_drive, name="copy_drive"),
    path("<int:pk>/shifts/new/", views.plan_shift, name="plan_shift"),
    path("<int:pk>/join/", views.join_sheet, name="join_sheet"),
    path("<int:pk>/join/renew/", views.renew_code, name="renew_code"),
    path("<int:pk>/close/", views.close_drive, name="close_drive"),
    path("<int:pk>/reopen/", views.reopen_drive, name="reopen_drive"),
    path("<int:pk>/cancel/", views.cancel_drive, name="cancel_drive"),
    path("<int:pk>/phones/<int:device_pk>/revoke/", views.revoke_device, name="revoke_device"),
]

# Residents' requests have their own root, /desk/help/, in config/urls.py.
help_patterns = [
    path("", views.request_list, name="request_list"),
    path("figures/", views.figures, name="figures"),
    path("<int:pk>/", views.request_detail, name="request"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/phone/", views.phone, name="phone"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/done/", views.done, name="done"),
    path("<int:pk>/hand-back/", views.hand_back, name="hand_back"),
    path("<int:pk>/could-not/", views.could_not, name="could_not"),
    path("<int:pk>/spam/", views.spam, name="spam"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/erase/", views.erase_for_resident, name="erase"),
]


def _twins(route: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """A page of the public site at its Vietnamese address and, under /en/, its English one."""
    return [
        path(route, view, name=name),
        path(f"en/{route}", view, {"language": "en"}, name=f"{name}_en"),
    ]


# For everybody, at the root of the site.
public_patterns = [
    *_twins("ra-quan/", views.nearby_drives, "drives"),
    *_twins("ra-quan/<int:pk>/", views.nearby_drive, "drive"),
    *_twins("xin-giup/", views.ask, "ask"),
    *_twins("xin-giup/theo-doi/", views.find_status, "find_status"),
    *_twins("xin-giup/theo-doi/<str:code>/", views.status, "status"),
    *_twins("xin-giup/theo-doi/<str:code>/doi-gio/", views.change_time, "change_time"),
    *_twins("xin-giup/theo-doi/<str:code>/rut/", views.withdraw, "withdraw"),
    *_twins("xin-giup/theo-doi/<str:code>/xoa/", views.erase, "erase"),
    *_twins("xin-giup/theo-doi/<str:code>/du-lieu/", views.kept, "kept"),
]

# For volunteers without an account, and whoever checks what they took home.
volunteer_patterns = [
    *_twins("ra-quan/<int:pk>/tinh-nguyen/", views.recruit, "recruit"),
    *_twins("tinh-nguyen/<str:secret>/", views.own_page, "own_page"),
    *_twins("tinh-nguyen/<str:secret>/huy/<int:pk>/", views.cancel_by_link, "cancel"),
    *_twins("tinh-nguyen/<str:secret>/ca/<int:pk>/", views.sign_up_more, "sign_up_more"),
    *_twins("tinh-nguyen/<str:secret>/gio/<int:pk>/", views.declare, "declare"),
    *_twins("tinh-nguyen/<str:secret>/xoa/", views.leave, "leave"),
    *_twins("tinh-nguyen/<str:secret>/chung-nhan/", views.own_certificate, "own_certificate"),
    *_twins("chung-nhan/", views.find_certificate, "find_certificate"),
    *_twins("chung-nhan/<str:code>/", views.certificate, "certificate"),
]
