from django.urls import path

from campaigns.workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_inbox_read, name="mark_inbox_read"),
    path("search/", views.search, name="search"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("units/<int:pk>/commend/", views.propose_citation, name="propose_citation"),
]
