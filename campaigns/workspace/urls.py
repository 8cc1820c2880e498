from django.urls import path

from campaigns.workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("inbox/", views.inbox, name="inbox"),
]
