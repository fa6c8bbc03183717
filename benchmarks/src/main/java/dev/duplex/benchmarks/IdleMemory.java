package dev.duplex.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a server's memory grows by while connections are open. Its heap is resident from
 * the start, so the growth of the process is what lies outside the heap.
 */
final class IdleMemory {

	private final ServerProcess process;

	private long heapBefore;

	private double residentBefore;

	private long heapWhileOpen;

	private double residentWhileOpen;

	IdleMemory(ServerProcess process) {
		this.process = process;
	}

	void readBefore() throws IOException {
		this.heapBefore = this.process.liveHeap();
		this.residentBefore = this.process.residentBytes();
	}

	void readWhileOpen() {
		try {
			this.heapWhileOpen = this.process.liveHeap();
			this.residentWhileOpen = this.process.residentBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	double heapBytes() {
		return this.heapWhileOpen - this.heapBefore;
	}

	double otherBytes() {
		return this.residentWhileOpen - this.residentBefore;
	}

}
