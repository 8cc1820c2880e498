"""How one wants to be told, and the way out that stands in each mail."""

from django.urls import path

from campaigns.notifications import views

app_name = "notifications"

urlpatterns = [
    path("desk/notices/", views.choices, name="choices"),
    path("thu-dien-tu/dung/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
