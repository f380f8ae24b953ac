package dev.wsgateway.gateway.control;

import java.util.List;
import java.util.Map;

/**
 * What the gateways answered.
 *
 * @param channels channels with subscribers, and their number on all gateways that answered
 * @param missing gateways that did not answer in time
 * @param tooMany gateways that have more matching channels than fit into an answer
 */
public record SurveyResult(Map<String, Integer> channels, List<String> missing, List<String> tooMany) {}
