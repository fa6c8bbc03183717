package dev.duplex.engine.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What clients offer of permessage-deflate, and what a server answers that keeps contexts
 * (RFC 7692 section 7.1).
 */
public final class DeflateOffers {

	private static final String NAME = "permessage-deflate";

	private final List<Offer> offers = new ArrayList<>();

	private DeflateOffers() {
	}

	/**
	 * An offer and the answer.
	 *
	 * @param id the case, beginning with the line of the checklist it stands for
	 * @param lines values of Sec-WebSocket-Extensions, one for each line
	 * @param answer the value that the response has, {@code null} for none
	 * @param isMalformed whether the request is answered 400
	 */
	public record Offer(String id, List<String> lines, @Nullable String answer, boolean isMalformed) {

		@Override
		public String toString() {
			return this.id;
		}

	}

	/**
	 * All of them.
	 * @return the offers
	 */
	public static List<Offer> all() {
		DeflateOffers all = new DeflateOffers();
		all.windows();
		all.contexts();
		all.parameters();
		all.lists();
		all.names();
		all.grammar();
		return List.copyOf(all.offers);
	}

	private void windows() {
		accepted("D1", "", "");
		accepted("D2", "; client_max_window_bits", "");
		for (String bits : new String[] { "8", "10", "15", "\"10\"" }) {
			accepted("D3", "; client_max_window_bits=" + bits, "");
		}
		for (String bits : new String[] { "7", "16", "08", "0", "-8", "+8", "10000000000", "x" }) {
			declined("D4", NAME + "; client_max_window_bits=" + bits);
		}
		for (String bits : new String[] { "", "=7", "=16", "=010", "=x" }) {
			declined("D5", NAME + "; server_max_window_bits" + bits);
		}
		accepted("D6", "; server_max_window_bits=15", "; server_max_window_bits=15");
		for (int bits = 8; bits <= 14; bits++) {
			accepted("D7", "; server_max_window_bits=" + bits, "; server_max_window_bits=" + bits);
		}
		accepted("D13", "; server_max_window_bits=\"15\"", "; server_max_window_bits=15");
	}

	private void contexts() {
		accepted("D8", "; server_no_context_takeover", "; server_no_context_takeover");
		accepted("D9", "; client_no_context_takeover", "; client_no_context_takeover");
		declined("D10", NAME + "; server_no_context_takeover=1");
		declined("D10", NAME + "; client_no_context_takeover=true");
	}

	private void parameters() {
		declined("D11", NAME + "; server_no_context_takeover; server_no_context_takeover");
		declined("D11", NAME + "; client_max_window_bits; client_max_window_bits=9");
		declined("D11", NAME + "; server_max_window_bits=9; server_max_window_bits=9");
		declined("D11", NAME + "; memory_level=9");
		declined("D11", NAME + "; Server_No_Context_Takeover");
		declined("D11", NAME + "; constructor");
		accepted("D11", ";client_max_window_bits;server_max_window_bits=10;client_no_context_takeover",
				"; client_no_context_takeover; server_max_window_bits=10");
	}

	private void lists() {
		answered("D12", NAME + "; server_max_window_bits=9", NAME + "; server_max_window_bits=9, " + NAME);
		answered("D12", NAME, NAME + "; server_max_window_bits=7, " + NAME);
		answered("D12", NAME + "; client_no_context_takeover",
				NAME + "; x, permessage-bzip2, " + NAME + "; client_no_context_takeover");
		answered("D12", NAME, "x-webkit-deflate-frame, " + NAME);
		answered("D12", NAME + "; server_max_window_bits=12", NAME + "; server_max_window_bits=99",
				"foo, " + NAME + "; server_max_window_bits=12", NAME);
	}

	private void names() {
		for (String name : new String[] { "x-webkit-deflate-frame", "permessage-bzip2", "permessage-deflat",
				"constructor" }) {
			declined("D14", name);
		}
		declined("D15", "PERMESSAGE-DEFLATE");
	}

	private void grammar() {
		for (String parameters : new String[] { "; client_max_window_bits=", "; a=\"15",
				"; server_no_context_takeover=\"\"", ";", ";;", "; server_max_window_bits=\"1 5\"" }) {
			this.offers.add(new Offer("D13 " + NAME + parameters, List.of(NAME + parameters), null, true));
		}
	}

	private void accepted(String line, String parameters, String answered) {
		answered(line, NAME + answered, NAME + parameters);
	}

	private void declined(String line, String offer) {
		answered(line, null, offer);
	}

	private void answered(String line, @Nullable String answer, String... lines) {
		this.offers.add(new Offer(line + " " + String.join(" | ", lines), Arrays.asList(lines), answer, false));
	}

}
