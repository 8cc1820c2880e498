"""Where help is needed, and what came of it."""

from campaigns.kernel import roles
from tests.access.routes import Route

P = roles.Permission

ROWS = (Route("workspace:demand", P.VIEW_DRIVE),)
