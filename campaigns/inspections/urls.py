from django.urls import path

from campaigns.inspections import views

app_name = "inspections"
urlpatterns = [
    path("", views.inspection_list, name="inspection_list"),
    path("mine/", views.my_inspections, name="my_inspections"),
    path("plan/", views.plan, name="plan"),
    path("findings/", views.finding_list, name="finding_list"),
    path("findings/<int:pk>/remedy/", views.remedy_finding, name="remedy_finding"),
    path("findings/<int:pk>/confirm/", views.confirm_finding, name="confirm_finding"),
    path("findings/<int:pk>/return/", views.return_finding, name="return_finding"),
    path("findings/<int:pk>/review/", views.call_for_review, name="call_for_review"),
    path("<int:pk>/", views.inspection_detail, name="inspection_detail"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/call-off/", views.call_off, name="call_off"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/record.pdf", views.record_pdf, name="record_pdf"),
    path("<int:pk>/photos/<int:photo_pk>/", views.photo, name="photo"),
]
