from django.urls import path

from campaigns.scorecards import views

app_name = "scorecards"
urlpatterns = [
    path("", views.board, name="board"),
    path("units/<int:pk>/", views.unit_scores, name="unit_scores"),
    path("units/<int:pk>/comment/", views.comment, name="comment"),
]
