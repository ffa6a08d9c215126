"""Where are the Django peers? All in one server."""

import naive
import optimised
import tuned
from django.http import HttpResponse
from django.urls import path
from graphene_django.views import GraphQLView
from strawberry.django.views import GraphQLView as StrawberryView

urlpatterns = [
    path("", lambda request: HttpResponse("up")),
    path("naive", GraphQLView.as_view(schema=naive.schema, graphiql=False)),
    path("tuned", GraphQLView.as_view(schema=tuned.schema, graphiql=False)),
    path("strawberry", StrawberryView.as_view(schema=optimised.schema, graphql_ide=None)),
]
