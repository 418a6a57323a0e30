from visualizer.app.jobs.job import ASKED, SEEN, TRAINING, Job


def test_jobs_are_taken_by_priority_then_the_latest_first() -> None:
    early, late = Job(1, int, priority=SEEN), Job(2, int, priority=SEEN)
    early.order, late.order = 1, 2
    training, asked = Job(3, int, priority=TRAINING), Job(4, int, priority=ASKED)
    found = sorted([early, late, training, asked], key=lambda job: job.rank)
    assert [job.key for job in found] == [4, 3, 2, 1]


def test_a_cancelled_job_is_over_when_its_patience_is() -> None:
    job = Job(1, int, patience=3600.0)
    job.begin()
    assert not job.is_over()
    job.cancelled = True
    assert not job.is_over()
    job.hurry()
    assert job.is_over()


def test_an_interrupted_job_makes_way_at_once_and_goes_on_later() -> None:
    job = Job(1, int, resumable=True, patience=3600.0)
    job.begin()
    job.interrupted = True
    assert job.is_over()
    job.begin()
    assert not job.is_over()


def test_a_job_that_is_over_holds_nothing() -> None:
    job = Job(1, int, done=print, failed=print)
    job.forget()
    assert (job.work, job.done, job.failed) == (None, None, None)
