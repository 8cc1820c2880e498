"""Addresses that supervisors and load balancers ask."""

from django.urls import path

from campaigns.jobs import views

app_name = "jobs"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
