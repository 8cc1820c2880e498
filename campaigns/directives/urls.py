"""Addresses of directives under /desk/directives/."""

from django.urls import path

from campaigns.directives import views

app_name = "directives"
urlpatterns = [
    path("", views.directive_list, name="directive_list"),
    path("add/", views.add_directive, name="add_directive"),
    path("<int:pk>/edit/", views.edit_directive, name="edit_directive"),
    path("<int:pk>/clauses/add/", views.add_clause, name="add_clause"),
    path("<int:pk>/recipients/add/", views.add_recipients, name="add_recipients"),
    path("<int:pk>/files/attach/", views.attach_file, name="attach_file"),
    path("files/<int:pk>/", views.directive_file, name="directive_file"),
    path("files/<int:pk>/detach/", views.detach_file, name="detach_file"),
    path("recipients/<int:pk>/remove/", views.remove_recipient, name="remove_recipient"),
    path("clauses/<int:pk>/edit/", views.edit_clause, name="edit_clause"),
    path("clauses/<int:pk>/obligations/add/", views.add_obligation, name="add_obligation"),
    path("obligations/<int:pk>/edit/", views.edit_obligation, name="edit_obligation"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/enter/", views.enter_day, name="enter_day"),
    path("calendar/<int:pk>/remove/", views.remove_day, name="remove_day"),
    path("obligations/<int:pk>/issue/", views.issue, name="issue"),
    path("units/<int:pk>/sheet/", views.unit_sheet, name="unit_sheet"),
    path("assignments/", views.assignment_list, name="assignment_list"),
    path("assignments/board/", views.duty_board, name="duty_board"),
    path("assignments/month/", views.duty_month, name="duty_month"),
    path("assignments/files/", views.duty_files, name="duty_files"),
    path("assignments/files/sheet/", views.duty_sheet, name="duty_sheet"),
    path("assignments/files/<int:pk>/", views.duty_file, name="duty_file"),
    path("assignments/files/<int:pk>/take-in/", views.take_in_duty_file, name="take_in_duty_file"),
    path("assignments/files/<int:pk>/discard/", views.discard_duty_file, name="discard_duty_file"),
    path("assignments/<int:pk>/", views.assignment, name="assignment"),
    path("assignments/<int:pk>/issue/", views.issue_draft, name="issue_draft"),
    path("assignments/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("assignments/<int:pk>/progress/", views.report_progress, name="report_progress"),
    path("assignments/<int:pk>/done/", views.report_done, name="report_done"),
    path("assignments/<int:pk>/hand-down/", views.hand_down, name="hand_down"),
    path("assignments/<int:pk>/accept/", views.accept, name="accept"),
    path("assignments/<int:pk>/return/", views.give_back, name="give_back"),
    path("assignments/<int:pk>/close/", views.close, name="close"),
    path("assignments/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("assignments/<int:pk>/extend/", views.extend, name="extend"),
    path("assignments/<int:pk>/pause/", views.pause, name="pause"),
    path("assignments/<int:pk>/resume/", views.resume, name="resume"),
    path("assignments/<int:pk>/evidence/<int:evidence_pk>/", views.evidence, name="evidence"),
    path("<int:pk>/", views.directive, name="directive"),
]
