(() => {
	const filter = document.querySelector(".filter");
	const words = document.getElementById("words");
	const bad = document.getElementById("bad");
	const open = document.getElementById("open");
	const sections = [...document.querySelectorAll(".section")];
	const good = new Set(["ok", "not-applicable"]);

	function apply() {
		const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
		const narrowed = wanted.length > 0 || bad.checked;
		let any = false;
		for (const section of sections) {
			let shown = false;
			for (const row of section.querySelectorAll(".case")) {
				const matches = wanted.every((word) => row.dataset.words.includes(word))
						&& !(bad.checked && good.has(row.dataset.result));
				row.hidden = !matches;
				shown = shown || matches;
			}
			section.hidden = !shown;
			if (narrowed && shown) {
				section.open = true;
			}
			any = any || shown;
		}
		const nothing = document.getElementById("nothing");
		nothing.hidden = any;
		nothing.textContent = bad.checked && wanted.length === 0 ? "Everything is OK." : "No case is like that.";
	}

	words.addEventListener("input", apply);
	bad.addEventListener("change", apply);
	open.addEventListener("click", () => {
		const opening = sections.some((section) => !section.open);
		sections.forEach((section) => section.open = opening);
		open.textContent = opening ? "Close all sections" : "Open all sections";
	});
	filter.hidden = false;
})();
