from django.urls import path

from campaigns.broadcasts import views

app_name = "broadcasts"
urlpatterns = [
    path("", views.outlets, name="outlets"),
    path("airings/", views.airings, name="airings"),
    path("airings/<int:airing_id>/correct/", views.correct, name="correct"),
    path("outlets/<int:outlet_id>/airings/new/", views.record, name="record"),
    path("outlets/<int:outlet_id>/<str:day>/", views.rundown, name="rundown"),
    path("releases/<int:release_id>/airing/", views.confirm, name="confirm"),
    path("releases/<int:release_id>/cancel/", views.cancel, name="cancel"),
    path("scripts/<int:script_id>/", views.script, name="script"),
    path("scripts/<int:script_id>/release/", views.plan, name="plan"),
]
