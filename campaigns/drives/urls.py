from django.urls import path

from campaigns.drives import views

app_name = "drives"
urlpatterns = [
    path("", views.drive_list, name="drive_list"),
    path("open/", views.open_drive, name="open_drive"),
    path("entries/", views.entries, name="entries"),
    path("entries/<int:pk>/withdraw/", views.withdraw_entry, name="withdraw_entry"),
    path("<int:pk>/", views.drive_detail, name="drive_detail"),
    path("<int:pk>/shifts/new/", views.plan_shift, name="plan_shift"),
    path("<int:pk>/join/", views.join_sheet, name="join_sheet"),
    path("<int:pk>/join/renew/", views.renew_code, name="renew_code"),
    path("<int:pk>/close/", views.close_drive, name="close_drive"),
    path("<int:pk>/reopen/", views.reopen_drive, name="reopen_drive"),
    path("<int:pk>/cancel/", views.cancel_drive, name="cancel_drive"),
    path("<int:pk>/phones/<int:device_pk>/revoke/", views.revoke_device, name="revoke_device"),
]
