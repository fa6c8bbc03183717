package dev.duplex.sample.dashboard;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;

/**
 * What the server sends: JSON with a {@code type}, by which the page chooses what to do.
 */
@JsonTypeInfo(use = Id.NAME, property = "type")
@JsonSubTypes({ @Type(name = "past", value = DashboardEvent.Past.class),
		@Type(name = "present", value = DashboardEvent.Present.class) })
sealed interface DashboardEvent {

	/**
	 * What was before the page was opened.
	 *
	 * @param samples oldest first
	 */
	record Past(List<Sample> samples) implements DashboardEvent {

	}

	/**
	 * How it is now.
	 *
	 * @param sample the newest
	 */
	record Present(Sample sample) implements DashboardEvent {

	}

}
