"""The facts that people ask for and no scan needs, as one part: read on demand, so that a scan starts without them."""

from v4migrate.rulebook.document import Data
from v4migrate.rulebook.facts.guide import GuideFacts, Timeline
from v4migrate.rulebook.facts.interface import EndpointFacts, ParameterFacts, ResponseFacts


class Reference(Data):
    """`rules/facts/` parameters, responses, endpoints, timeline, guide."""

    parameters: ParameterFacts
    responses: ResponseFacts
    endpoints: EndpointFacts
    timeline: Timeline
    guide: GuideFacts
