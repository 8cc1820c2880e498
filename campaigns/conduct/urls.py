"""Addresses of the commendations under /desk/conduct/."""

from django.urls import path

from campaigns.conduct import views

app_name = "conduct"
urlpatterns = [
    path("", views.citation_list, name="citation_list"),
    path("<int:pk>/", views.citation, name="citation"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
