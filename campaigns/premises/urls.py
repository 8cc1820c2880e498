from django.urls import path

from campaigns.premises import views

app_name = "premises"
_sheet = "<int:pk>/sheets/<int:poster_pk>/"
urlpatterns = [
    path("", views.premises_list, name="premises_list"),
    path("new/", views.register, name="register"),
    path("imports/", views.imports, name="imports"),
    path("imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", views.import_columns, name="import_columns"),
    path("imports/<int:pk>/take-in/", views.take_in_import, name="take_in_import"),
    path("imports/<int:pk>/undo/", views.undo_import, name="undo_import"),
    path("imports/<int:pk>/discard/", views.discard_import, name="discard_import"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("<int:pk>/merge/<int:into_pk>/", views.merge, name="merge"),
    path("<int:pk>/part/", views.part, name="part"),
    path("coverage/", views.coverage, name="coverage"),
    path("walk/", views.walking_list, name="walking_list"),
    path("walk/list.pdf", views.walking_list_pdf, name="walking_list_pdf"),
    path("sheets/", views.print_sheets, name="print_sheets"),
    path("sheets/<int:job_pk>/sheets.pdf", views.sheets_pdf, name="sheets_pdf"),
    path("sheets/<int:job_pk>/printed/", views.sheets_printed, name="sheets_printed"),
    path("<int:pk>/", views.premises_detail, name="premises_detail"),
    path("<int:pk>/amend/", views.amend, name="amend"),
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/code/", views.enter_checkpoint, name="enter_checkpoint"),
    path("<int:pk>/code/retire/", views.retire_checkpoint, name="retire_checkpoint"),
    path("<int:pk>/code/claim/", views.resolve_claim, name="resolve_claim"),
    path("<int:pk>/sheets/new/", views.request_poster, name="request_poster"),
    path(f"{_sheet}sheet.pdf", views.poster_pdf, name="poster_pdf"),
    path(f"{_sheet}issue/", views.advance_poster, {"step": "issue"}, name="issue_poster"),
    path(f"{_sheet}print/", views.advance_poster, {"step": "print"}, name="print_poster"),
    path(f"{_sheet}post/", views.advance_poster, {"step": "post"}, name="post_poster"),
    path(f"{_sheet}replace/", views.advance_poster, {"step": "replace"}, name="replace_poster"),
    path(f"{_sheet}verify/", views.verify_poster, name="verify_poster"),
    path(f"{_sheet}damaged/", views.report_damaged, name="report_damaged"),
    path(f"{_sheet}revoke/", views.revoke_poster, name="revoke_poster"),
]
