package dev.wsgateway.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.gateway.control.ControlMessage.ChannelsAnswer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SurveyTest {
    private final Survey survey = new Survey(Set.of("g1", "g2"));

    @Test
    void addsUpTheAnswersOfAll() {
        survey.add(new ChannelsAnswer("1", "g1", Map.of("a:1", 1, "a:2", 2)));
        assertThat(survey.result()).isNotDone();
        survey.add(new ChannelsAnswer("1", "g2", Map.of("a:2", 3)));
        assertThat(survey.result())
                .isCompletedWithValue(new SurveyResult(Map.of("a:1", 1, "a:2", 5), List.of(), List.of()));
    }

    @Test
    void namesThoseThatDidNotAnswerInTime() {
        survey.add(new ChannelsAnswer("1", "g2", Map.of("a:1", 1)));
        survey.finish();
        assertThat(survey.result()).isCompletedWithValue(new SurveyResult(Map.of("a:1", 1), List.of("g1"), List.of()));
    }

    @Test
    void namesThoseThatHaveTooManyChannels() {
        survey.add(new ChannelsAnswer("1", "g1", null));
        survey.add(new ChannelsAnswer("1", "g2", Map.of()));
        assertThat(survey.result()).isCompletedWithValue(new SurveyResult(Map.of(), List.of(), List.of("g1")));
    }

    @Test
    void doesNotWaitWhenNobodyIsThere() {
        assertThat(new Survey(Set.of()).result()).isDone();
    }
}
