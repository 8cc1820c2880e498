from django.urls import path

from campaigns.workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("waiting/", views.waiting_count, name="waiting_count"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_inbox_read, name="mark_inbox_read"),
    path("inbox/undo/", views.undo_inbox_read, name="undo_inbox_read"),
    path("inbox/<int:pk>/read/", views.mark_notice, name="mark_notice"),
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<int:pk>/retry/", views.mail_retry, name="mail_retry"),
    path("mail/<int:pk>/came-back/", views.mail_came_back, name="mail_came_back"),
    path("mail/people/<int:pk>/free/", views.mail_free, name="mail_free"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/cancel/", views.cancel_job, name="cancel_job"),
    path("demand/", views.demand_planner, name="demand"),
    path("search/", views.search, name="search"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("units/<int:pk>/commend/", views.propose_citation, name="propose_citation"),
]

# The field face has its own root, /field/, in config/urls.py.
field_patterns = [
    path("", views.phone, name="phone"),
    path("join/", views.find, name="find"),
    path("join/<str:code>/", views.join, name="join"),
    path("drives/<int:pk>/", views.drive_by_account, name="drive"),
    path("shell/<slug:language>/", views.shell, name="shell"),
    path("worker-<slug:language>.js", views.worker, name="worker"),
    path("app-<slug:language>.webmanifest", views.manifest, name="manifest"),
]
